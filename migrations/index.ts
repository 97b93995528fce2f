import { Foundation } from './0001-foundation.js';
import { Tenancy } from './0002-tenancy.js';
import { Crypto } from './0003-crypto.js';
import { Audit } from './0004-audit.js';
import { Consent } from './0005-consent.js';
import { Jobs } from './0006-jobs.js';
import { Http } from './0007-http.js';
import { Connections } from './0008-connections.js';
import { Syncs } from './0009-syncs.js';

/** In order; a migration that has shipped is never edited. */
export const migrations = [
  { name: '0001-foundation', class: Foundation },
  { name: '0002-tenancy', class: Tenancy },
  { name: '0003-crypto', class: Crypto },
  { name: '0004-audit', class: Audit },
  { name: '0005-consent', class: Consent },
  { name: '0006-jobs', class: Jobs },
  { name: '0007-http', class: Http },
  { name: '0008-connections', class: Connections },
  { name: '0009-syncs', class: Syncs },
];
