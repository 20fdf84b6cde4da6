export { type PipelineChange, readPipelineChange } from './change';
export { CHANGES, type Closing } from './change-sql';
