"""Whole collections: planned in parts, prepared and seen in shards, loaded shard by shard."""
