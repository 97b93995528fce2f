import { contractSuite, manifestSuite } from '#provider-sdk/testing';
import { __camel__Subject } from './__key__.contract.js';
import { __camel__Manifest } from './__key__.manifest.js';

contractSuite([__camel__Subject]);
manifestSuite([__camel__Manifest]);
