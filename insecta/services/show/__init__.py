"""Read views: what a principal may see of pictures, specimens, runs and releases."""
