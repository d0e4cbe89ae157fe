"""Writers of what was recognised: PDF, HTML, XLSX, ELMO and the national platform's rows."""
