"""The explorer: a static site of a corpus, for any web server, without network and without a server of its own."""
