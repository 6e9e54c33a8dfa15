"""What gazette serves over HTTP: the published files, and the pages that ask the store."""
