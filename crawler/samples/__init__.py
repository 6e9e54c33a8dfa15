"""Small sites of our own, one for each manner in which official pages are made; for the demo and the tests."""
