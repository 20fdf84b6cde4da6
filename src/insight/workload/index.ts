/** Who has how much to do, and what became of what was planned. */
export { listWork, type Presence, readWorkload, type WorkItem, type Workload } from './read-workload';
export { WORKS, type Work } from './work';
