import { describeLoad } from '../support/sockets-load.js';

describeLoad(4);
