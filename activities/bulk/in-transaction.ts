export { inTransaction } from '../../src/platform/in-transaction';
