"""What a page says: regions, records, scores, as one payload."""
