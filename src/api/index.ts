/** The HTTP API. Only the command line starts it. */
export { BASE, createApp } from './app';
export type { ApiDeps } from './context';
export { createOpenApi } from './openapi';
export { pages } from './pages';
export { routes } from './routes';
export { IDLE_MS, type RunningApi, startApi } from './start-api';
export { answerUnreadable } from './unreadable';
