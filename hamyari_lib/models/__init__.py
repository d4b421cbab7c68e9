"""The methods: pure functions from frames and arrays to frozen results. No files, no clock, no plots."""
