import { readFileSync } from 'node:fs';

/** Destination and mask of a route are zero (proc(5)). */
const DEFAULT_4 = /^\S+\t00000000\t\S+\t\S+\t\S+\t\S+\t\S+\t00000000\t/m;
/** `::/0` of another interface than the loopback, which has one that rejects. */
const DEFAULT_6 = /^0{32} 00 (?!.* lo$)/m;

/** Whether the tables of routes, as the kernel prints them, have a default route. */
export const hasDefaultRoute = (route4: string, route6: string): boolean =>
  DEFAULT_4.test(route4) || DEFAULT_6.test(route6);

/** Whether this machine has a default route. */
export const isOnline = (): boolean =>
  hasDefaultRoute(read('/proc/self/net/route'), read('/proc/self/net/ipv6_route'));

/** A kernel without that protocol has no such file. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
