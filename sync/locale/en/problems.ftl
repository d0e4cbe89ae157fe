### Why a document was set aside or a batch held, by the finding's code: what it is, and the way out.

place-row = row { $row }
place-column = column { $column }

problem-batch-empty = The document lists nothing, where { $known } results were known. Look at it; release or refuse the batch.
problem-batch-vanished = { $count } of { $known } known results are no longer listed. Look at the document; release or refuse the batch.
problem-batch-changed = { $count } of { $known } known results changed. Look at the document; release or refuse the batch.
problem-batch-failed = { $count } of { $known } known results passed before and failed now. Look at the document; release or refuse the batch.
problem-document-unreadable = The document cannot be read; nothing of it was imported. Ask the host for a good one, or correct the profile.

problem-blocks-contradict = Two blocks of one student contradict each other about a course. Ask the host which is right, and for a corrected file.
problem-cell-error = The cell holds an error of the spreadsheet. Mend it there.
problem-column-ambiguous = The heading may mean several columns. Say under “columns” in the profile which it is.
problem-column-missing = A column is missing. Ask the host for the agreed table, or name the heading under “columns” in the profile.
problem-column-twice = Two headings stand for one column. Name one under “columns” and the other under “ignore_columns”.
problem-column-unknown = The profile does not know this column. Map it under “columns”, or name it under “ignore_columns”.
problem-damaged-text = Letters were lost on the way. Ask the host for an export in UTF-8, or correct “encoding” in the profile.
problem-formula-without-value = The cell holds a formula whose value was never saved. Open the file in a spreadsheet program and save it.
problem-headings-again = The headings come again, and differ. Split the sheet: one table with one row of headings each.
problem-hidden-column = The column is hidden. Show or delete it, or say “hidden” in the profile.
problem-hidden-row = The row is hidden. Show or delete it, or say “hidden” in the profile.
problem-learner-line = It cannot be told where one fact about the student ends and the next begins. Give every fact a cell of its own.
problem-merged-cells = The cell is merged over several rows. Unmerge the cells: every result needs its own value.
problem-no-course = The row has neither a course code nor a title. A subtotal or a signature is named under “ignore_rows” in the profile.
problem-no-date = What stands there is no date as the profile has it. Correct the cell, or “date_formats” in the profile.
problem-no-mobility-id = What stands there is no mobility id. Ask the host to print it as the home university gave it.
problem-no-number = What stands there is no plain number. Correct the cell, or the profile.
problem-no-student = Nothing says which student the row is about. Fill the student's columns.
problem-out-of-range = The number is out of range. Ask the host.
problem-rounded-number = A spreadsheet rounded the number. Format the column as text, and export again.
problem-second-student = The file is about one student, and here another stands. Say “layout: blocks” if it lists several.
problem-stray-row = The row has neither a code, nor a grade, a status or credits. A section heading or a signature is named under “ignore_rows” in the profile.
problem-student-contradiction = The same student is described differently in two places. Ask the host which is right, and for a corrected file.
problem-turned-into-date = A spreadsheet turned what was typed there into a date. Format the column as text, and enter the values again.
problem-two-heading-rows = Two rows look like headings. Say “header_rows: 2” in the profile, or split the sheet.
problem-unknown-status = The word is none of those a status is told by. Add it to “status_words” in the profile.
problem-zeros-cut = The national id has lost its leading zeros. Format the column as text, and enter the numbers again.
