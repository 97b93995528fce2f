import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { dropboxSubject } from './dropbox.contract.js';
import { dropboxManifest } from './dropbox.manifest.js';

contractSuite([dropboxSubject]);
manifestSuite([dropboxManifest]);
