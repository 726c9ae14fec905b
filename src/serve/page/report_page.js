// The page of one report, put together.

import { startCompare } from './compare.js';
import { byId } from './dom.js';
import { startClipboard } from './clipboard.js';
import { startFindings } from './findings.js';
import { startDrafts } from './drafts.js';
import { startForm } from './form.js';
import { startGrid } from './grid.js';
import { startHistory } from './history.js';
import { startPrinting } from './print.js';
import { startPreview } from './preview.js';
import { refuseDrops } from './last_year.js';
import { startProse } from './prose.js';
import { startRefused } from './refused.js';
import { isUnanswered, notice, on, open, report } from './report.js';
import { startSaving } from './saving.js';
import { startSource } from './source.js';
import { startTabs } from './tabs.js';
import { startTotals } from './totals.js';

function showTitle() {
  const title = report.view.form ? report.view.form.title : report.file;
  byId('title').textContent = title;
  const { errors, warnings } = report.view;
  const left = errors ? `（${errors} 个错误）` : warnings ? `（${warnings} 个警告）` : '';
  document.title = `${left}${title} - 填报`;
}

export async function showReport(file) {
  report.file = file;
  byId('report-page').hidden = false;
  on('viewed', showTitle);
  // The form comes first: the others mark and read its elements.
  startForm(isUnanswered);
  startTotals();
  startGrid();
  startClipboard();
  startHistory();
  startProse();
  startRefused();
  startTabs();
  startSource();
  startFindings();
  startPreview();
  startPrinting();
  startSaving();
  startCompare();
  refuseDrops(notice);
  startDrafts();
  await open();
}
