import assert from 'node:assert/strict';
import { Secrets } from '../../lib/bootstrap/secrets.js';

function hidden(name: string, value: string | Uint8Array, line: string): string {
  const secrets = new Secrets();
  secrets.add(name, value);
  return secrets.hide(line);
}

describe('a line of a report', () => {
  it('ends where a secret of the message begins', () => {
    assert.equal(hidden('AAuthSecret', 'hunter2', './DMAcc/hunter2/x'), './DMAcc/(hidden)');
    assert.equal(hidden('./V/Password', ' hunter2\n', './V/hunter2'), './V/(hidden)');
    assert.equal(hidden('Key', Buffer.from('hunter2'), './V/Xhunter2'), './V/X(hidden)');
  });

  it('hides a secret as a name or an identity shows it', () => {
    assert.equal(hidden('Key', 'a/b c?d', './V/a_b c_d'), './V/(hidden)');
    assert.equal(hidden('Key', 'a/b c?d', 'dmacc:a%2Fb%20c%3Fd'), 'dmacc:(hidden)');
    const long = 'k'.repeat(300);
    assert.equal(hidden('Key', long, `./V/${long.slice(0, 120)}…`), './V/(hidden)');
  });

  it('hides what has become the end of the name of its leaf', () => {
    const uri = './V/PasswordAhunter2';
    assert.equal(hidden(uri, 'hunter2', uri), './V/PasswordA(hidden)');
  });

  it('is kept where it holds no secret, or one that is too short to be known', () => {
    assert.equal(hidden('Name', 'Operator', './DMAcc/Operator'), './DMAcc/Operator');
    assert.equal(hidden('Key', 'w7', './DMAcc/w7'), './DMAcc/w7');
    assert.equal(hidden('Key', '', './DMAcc/a'), './DMAcc/a');
    assert.equal(hidden('Key', 'A\u0001345', './DMAcc/A'), './DMAcc/A');
  });
});
