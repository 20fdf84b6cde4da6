const { existsSync } = require('node:fs');

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a browser is that tests of the page can run; undefined where none is. */
exports.browserAt = () => PLACES.find((place) => existsSync(place));
