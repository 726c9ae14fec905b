// Which page is shown: the folder, or the report that the address names.

import { showHome } from './home.js';
import { startQuit } from './quit.js';
import { notice } from './report.js';
import { showReport } from './report_page.js';
import { byId } from './dom.js';

startQuit();
const file = new URLSearchParams(location.search).get('file');

(file === null ? showHome() : showReport(file)).catch(error => {
  byId('report-page').hidden = false;
  notice(error.message);
});
