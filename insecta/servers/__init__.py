"""Real Kafka, Elasticsearch, PostgreSQL and S3 on 127.0.0.1, without containers and without root.

`fleet` is the way in: `start`, `stop`, `status` of some servers under one folder. Each server is
one module with one `Kind`; `state` keeps what is running and ends only what is surely ours.
"""
