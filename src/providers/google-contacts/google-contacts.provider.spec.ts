import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { googleContactsSubject } from './google-contacts.contract.js';
import { googleContactsManifest } from './google-contacts.manifest.js';

contractSuite([googleContactsSubject]);
manifestSuite([googleContactsManifest]);
