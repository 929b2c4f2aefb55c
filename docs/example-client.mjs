#!/usr/bin/env node
// From an event to the credentials of an account, over client.sock: what a DM client does to know whom to call.
//
//   node example-client.mjs [SOCKET]       as a member of the group dmbootd-client
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const socketPath = process.argv[2] ?? '/run/dmbootd/client.sock';

const open = (path) =>
  new Promise((resolve, reject) => {
    request({ socketPath, path, agent: false }, resolve).on('error', reject).end();
  });

async function read(path) {
  const response = await open(path);
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return response.statusCode === 200 ? JSON.parse(text) : null;
}

/** What there is to know of a call: server, address, the credentials that the server asks for, the way there. */
function callOf({ id, uri, serverId, addresses, nodes, connections }) {
  const values = new Map(nodes.map((node) => [node.uri.slice(uri.length + 1), node.value]));
  const isOurs = ([path, value]) => path.endsWith('/AAuthLevel') && value === 'CLCRED';
  const auth = [...values].find(isOurs)?.[0].replace('AAuthLevel', '');
  const [type, name, secret, nonce] = ['AAuthType', 'AAuthName', 'AAuthSecret', 'AAuthData'].map(
    (leaf) => values.get(auth + leaf) ?? null,
  );
  const way = connections.map((connection) => connection.uri);
  return { id, serverId, address: addresses[0], type, name, secret, nonce, way };
}

// A DM client begins here.
const call = (account) => console.log(JSON.stringify(callOf(account)));
const forget = ({ id }) => console.log(JSON.stringify({ id, gone: true }));

for (;;) {
  try {
    const stream = await open('/v1/events');
    // It is followed already: nothing falls between what is there and what comes.
    for (const account of (await read('/v1/accounts')).accounts) call(account);
    for await (const line of createInterface({ input: stream })) {
      const { event, account } = line.startsWith('data: ') ? JSON.parse(line.slice(6)) : {};
      if (event === 'account-removed') forget(account);
      if (event !== 'account-added' && event !== 'account-changed') continue;
      const inFull = await read(`/v1/accounts/${account.id}`);
      if (inFull) call(inFull);
    }
  } catch (error) {
    console.error(`${socketPath}: ${error.message}`);
  }
  await pause(1000); // dmbootd is not there, or starts anew
}
