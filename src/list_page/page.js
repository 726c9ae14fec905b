// Without this script the page is a plain table.
filterReports(document.getElementById('filter'), document.querySelectorAll('.part'));
