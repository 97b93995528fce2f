import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { todoistSubject } from './todoist.contract.js';
import { todoistManifest } from './todoist.manifest.js';

contractSuite([todoistSubject]);
manifestSuite([todoistManifest]);
