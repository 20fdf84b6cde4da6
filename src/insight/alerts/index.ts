/** What sales ops want to be told of: rules, and each thing that they found, once. */
export { type Found, lookFor } from './look';
export { listAlerts, raiseAlerts } from './raise';
export { type Alert, type AlertRule, listAlertRules, putAlertRule, RuleSettings, removeAlertRule } from './rules';
export { titlesOfAlerts } from './titles';
