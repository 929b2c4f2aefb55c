#!/usr/bin/env node
import { dispatch } from './ctl/dispatch.js';
import { main } from './main.js';

void main('dmbootctl', dispatch);
