// Faults on purpose: test/house/lint.test.ts proves that the lint refuses these in workflow code.
import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import { createPool } from '../../../../src/platform/database';
import { addWorking } from '../../../../src/process/time/working-time';

export const all = [readFileSync, Pool, addWorking, createPool];
