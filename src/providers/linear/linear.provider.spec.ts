import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { linearSubject } from './linear.contract.js';
import { linearManifest } from './linear.manifest.js';

contractSuite([linearSubject]);
manifestSuite([linearManifest]);
