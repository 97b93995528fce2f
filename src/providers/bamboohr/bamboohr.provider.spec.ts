import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { bamboohrSubject } from './bamboohr.contract.js';
import { bamboohrManifest } from './bamboohr.manifest.js';

contractSuite([bamboohrSubject]);
manifestSuite([bamboohrManifest], { withoutPkce: ['bamboohr'] });
