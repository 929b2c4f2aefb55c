/** Octets of a push PDU: several times what 255 short messages carry together. */
export const MAX_PUSH = 128 * 1024;

/** Octets of its content type and headers. */
export const MAX_HEADERS = 4096;

/** Parameters of a content type. */
export const MAX_PARAMETERS = 16;
