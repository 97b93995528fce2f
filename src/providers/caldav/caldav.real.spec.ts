import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { radicaleSubject, xandikosSubject } from './caldav.contract.js';
import { caldavManifest, fastmailManifest, icloudManifest } from './index.js';

contractSuite([radicaleSubject, xandikosSubject]);
manifestSuite([caldavManifest, icloudManifest, fastmailManifest]);
