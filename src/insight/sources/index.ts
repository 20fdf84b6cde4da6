export { listRespondents, type Respondent } from './respondents';
export { FIRST_TOUCHED } from './sets';
export { readSharedResults, type SharedResult, type SourcesAsked } from './source-results';
export { readSourceFigures, type SourceFigures } from './sources';
