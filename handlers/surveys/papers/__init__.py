"""Results on paper: charts, a printable sheet, and files for a spreadsheet."""
