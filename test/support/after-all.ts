import { closeAll } from './at-end';

// Loaded by jest before each test file of the project "servers".
afterAll(closeAll, 120_000);
