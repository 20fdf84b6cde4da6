export {
  changeReport,
  createReport,
  deleteReport,
  listReports,
  type RawQuestion,
  type ReportWords,
  readReport,
  type SavedReport,
} from './saved-reports';
