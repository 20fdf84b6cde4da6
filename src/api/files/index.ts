export { downloads } from './download';
export { fileRoutes } from './routes';
export { uploads } from './upload';
