import express, { type Router } from 'express';
import absolutePath from 'swagger-ui-dist/absolute-path';

/** The documentation page, served from the package that is installed: nothing comes from elsewhere. */
export function docsPage(): Router {
  const router = express.Router();
  router.get('/', (request, response, next) => {
    // The page's own files are found beside it, so its address ends with a slash.
    if (!request.originalUrl.split('?')[0]?.endsWith('/')) response.redirect(301, `${request.baseUrl}/`);
    else next();
  });
  router.get('/swagger-initializer.js', (_request, response) => {
    response.type('application/javascript').send(INITIALIZER);
  });
  router.use(express.static(absolutePath(), { index: 'index.html' }));
  return router;
}

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/api/v1/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    validatorUrl: 'none',
    layout: 'StandaloneLayout',
  });
};
`;
