/** What stands between `//` and `@` in an address, up to its last `@` (RFC 3986, 3.2.1): a user name and, often, a password. */
const USERINFO = /(?<=:\/\/)[^\s/?#\p{Cc}]+(?=@)/gu;

const MASK = '(secret)';

/** Text for eyes: in each address in it `(secret)` stands in place of a user name and a password. */
export const withoutUserinfo = (text: string): string => text.replace(USERINFO, MASK);

/** Text with what `fill` says in place of each user name and password of an address in it. */
export const filledUserinfo = (text: string, fill: (userinfo: string) => string): string =>
  text.replace(USERINFO, fill);
