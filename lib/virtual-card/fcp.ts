import { concat } from '../bytes.js';
import type { CardFile, Directory, Elementary, Rule } from './files.js';
import type { LifeCycle } from './image.js';
import type { Pins } from './pins.js';
import { tlv } from './tlv.js';

const LIFE_CYCLE: Readonly<Record<LifeCycle, number>> = {
  activated: 0x05,
  deactivated: 0x04,
  terminated: 0x0c,
};

/** The FCP template of a file, tag 62 (TS 102 221, 11.1.1.3). */
export function fcp(file: CardFile, pins: Pins): Uint8Array {
  return file.kind === 'df' ? directoryFcp(file, pins) : elementaryFcp(file);
}

function directoryFcp(dir: Directory, pins: Pins): Uint8Array {
  return tlv(
    0x62,
    tlv(0x82, Uint8Array.of(0x78, 0x21)),
    ...(dir.fid === null ? [] : [tlv(0x83, word(dir.fid))]),
    ...(dir.aid === null ? [] : [tlv(0x84, dir.aid)]),
    // UICC characteristics: clock stop allowed. Free memory, as cards give it.
    tlv(0xa5, tlv(0x80, Uint8Array.of(0x71)), tlv(0x83, Uint8Array.of(0x00, 0x00, 0x40, 0x00))),
    tlv(0x8a, Uint8Array.of(LIFE_CYCLE[dir.lifeCycle])),
    ...security(dir.rule),
    ...pinStatus(dir, pins),
  );
}

function elementaryFcp(ef: Elementary): Uint8Array {
  const size = ef.content.length;
  return tlv(
    0x62,
    tlv(0x82, descriptor(ef)),
    tlv(0x83, word(ef.fid)),
    tlv(0xa5, tlv(0xc0, Uint8Array.of(0x00))),
    tlv(0x8a, Uint8Array.of(LIFE_CYCLE[ef.lifeCycle])),
    ...security(ef.rule),
    tlv(0x80, word(size)),
    ...(ef.sfi === null
      ? []
      : [tlv(0x88, ef.sfi === 'none' ? new Uint8Array(0) : Uint8Array.of(ef.sfi << 3))]),
  );
}

/** 11.1.1.4.3: a shareable working EF. */
function descriptor(ef: Elementary): Uint8Array {
  if (ef.recordLength === null) return Uint8Array.of(0x41, 0x21);
  const count = ef.content.length / ef.recordLength;
  return concat(Uint8Array.of(0x42, 0x21), word(ef.recordLength), Uint8Array.of(count));
}

function security(rule: Rule | null): Uint8Array[] {
  return rule === null ? [] : [tlv(rule.tag, rule.value)];
}

/** 9.5.2: a bit for each key from b8 of the first byte, 1 for enabled, then the keys with their usage qualifiers. */
function pinStatus(dir: Directory, pins: Pins): Uint8Array[] {
  const listed = [...pins.values()].filter(({ key }) => dir.pinStatus?.includes(key) ?? true);
  if (listed.length === 0) return [];
  const bits = new Uint8Array(Math.ceil(listed.length / 8));
  listed.forEach((pin, at) => {
    if (pin.enabled) bits[at >> 3] = (bits[at >> 3] ?? 0) | (0x80 >> (at & 7));
  });
  const keys = listed.map((pin) =>
    concat(
      pin.replacesApplicationPin ? tlv(0x95, Uint8Array.of(0x08)) : new Uint8Array(0),
      tlv(0x83, Uint8Array.of(pin.key)),
    ),
  );
  return [tlv(0xc6, tlv(0x90, bits), ...keys)];
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
