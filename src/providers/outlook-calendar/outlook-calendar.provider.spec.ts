import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { outlookCalendarSubject } from './outlook-calendar.contract.js';
import { outlookCalendarManifest } from './outlook-calendar.manifest.js';

contractSuite([outlookCalendarSubject]);
manifestSuite([outlookCalendarManifest]);
