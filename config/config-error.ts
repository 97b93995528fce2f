/** A setting that stops the start, said in words for whoever set it. */
export class ConfigError extends Error {}
