import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { githubSubject } from './github.contract.js';
import { githubManifest } from './github.manifest.js';

contractSuite([githubSubject]);
manifestSuite([githubManifest]);
