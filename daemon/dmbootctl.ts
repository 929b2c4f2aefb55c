#!/usr/bin/env node
import { dispatch } from './ctl/dispatch.js';
import { main } from './main.js';

await main('dmbootctl', dispatch);
