import type { AttributePage, CodeSpace, TagPage } from './space.js';
import { DEVINF_1_1_TAGS, DEVINF_1_2_TAGS } from './tables/devinf.js';
import { DM_TND_TAGS } from './tables/dm-tnd.js';
import { METINF_1_1_TAGS, METINF_TAGS } from './tables/metinf.js';
import { PROV_PAGE_0, PROV_PAGE_1, PROV_TAGS } from './tables/prov.js';
import { SYNCML_1_1_TAGS, SYNCML_TAGS } from './tables/syncml.js';

const DM_TND: TagPage = { namespace: 'syncml:dmddf1.2', tags: DM_TND_TAGS };

type Tags = TagPage['tags'];

/** Messages with the identifier of an early version of SyncML and the elements of the last are common. */
function syncml(version: string, publicId: number, tags: Tags, metInfTags: Tags): CodeSpace {
  return {
    publicIds: [publicId, `-//SYNCML//DTD SyncML ${version}//EN`],
    startPage: 0,
    tagPages: {
      0: { namespace: `SYNCML:SYNCML${version}`, tags, alsoRead: SYNCML_TAGS },
      1: { namespace: 'syncml:metinf', tags: metInfTags, alsoRead: METINF_TAGS },
      2: DM_TND,
    },
    attributePages: {},
  };
}

export const SYNCML_1_0 = syncml('1.0', 0x0fd1, SYNCML_1_1_TAGS, METINF_1_1_TAGS);
export const SYNCML_1_1 = syncml('1.1', 0x0fd3, SYNCML_1_1_TAGS, METINF_1_1_TAGS);
/** DM messages, of DM 1.2 and 1.3 too. */
export const SYNCML_1_2 = syncml('1.2', 0x1201, SYNCML_TAGS, METINF_TAGS);

/** Descriptions of a device; DM messages hold none. */
function devinf(version: string, publicId: number, tags: Tags): CodeSpace {
  return {
    publicIds: [publicId, `-//SYNCML//DTD DevInf ${version}//EN`],
    startPage: 0,
    tagPages: { 0: { namespace: 'syncml:devinf', tags } },
    attributePages: {},
  };
}

export const DEVINF_1_1 = devinf('1.1', 0x0fd4, DEVINF_1_1_TAGS);
export const DEVINF_1_2 = devinf('1.2', 0x1203, DEVINF_1_2_TAGS);

/**
 * Stand-alone descriptions and serialised objects. OMA-TS-DM_TND-V1_2_1 puts their tags on page 2; writers in the field
 * use them without having switched to it.
 */
export const DM_DDF_1_2: CodeSpace = {
  publicIds: ['-//OMA//DTD-DM-DDF 1.2//EN'],
  startPage: 2,
  tagPages: { 2: DM_TND },
  attributePages: {},
};

/** Client Provisioning documents, of PROV 1.1 too, which has no public identifier of its own. They have no namespace. */
export const PROV: CodeSpace = {
  publicIds: [0x0b, '-//WAPFORUM//DTD PROV 1.0//EN'],
  startPage: 0,
  tagPages: {
    0: { namespace: '', tags: PROV_TAGS[0] },
    1: { namespace: '', tags: PROV_TAGS[1] },
  },
  attributePages: { 0: attributePage(PROV_PAGE_0), 1: attributePage(PROV_PAGE_1) },
};

/** All code spaces, by public identifier: a number of the OMNA registry, or text. */
export const SPACES: ReadonlyMap<number | string, CodeSpace> = new Map(
  [SYNCML_1_0, SYNCML_1_1, SYNCML_1_2, DEVINF_1_1, DEVINF_1_2, DM_DDF_1_2, PROV].flatMap((space) =>
    space.publicIds.map((id) => [id, space] as const),
  ),
);

interface AttributeTables extends Omit<AttributePage, 'starts'> {
  /** Names alone. */
  readonly starts: Readonly<Record<number, string>>;
  /** By name: the tokens that stand for a whole value too. */
  readonly whole: Readonly<Record<string, Readonly<Record<number, string>>>>;
}

function attributePage({ starts, whole, ...values }: AttributeTables): AttributePage {
  const pairs = [
    ...Object.entries(starts).map(([token, name]) => [token, { name }] as const),
    ...Object.entries(whole).flatMap(([name, tokens]) =>
      Object.entries(tokens).map(([token, value]) => [token, { name, value }] as const),
    ),
  ];
  return { starts: Object.fromEntries(pairs), ...values };
}
