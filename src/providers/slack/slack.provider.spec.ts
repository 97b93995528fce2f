import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { slackSubject } from './slack.contract.js';
import { slackManifest } from './slack.manifest.js';

contractSuite([slackSubject]);
manifestSuite([slackManifest], { withoutPkce: ['slack'] });
