import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { googleCalendarSubject } from './google-calendar.contract.js';
import { googleCalendarManifest } from './google-calendar.manifest.js';

contractSuite([googleCalendarSubject]);
manifestSuite([googleCalendarManifest]);
