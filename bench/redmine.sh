#!/usr/bin/env bash
# Debian's Redmine on PostgreSQL (127.0.0.1, user postgres): schema, default data, a project, three people, N issues.
# What bench/redmine.py reads goes to /tmp/redmine-bench.json. Overwrites /etc/redmine/default/database.yml.
set -euo pipefail
cat > /etc/redmine/default/database.yml <<'YAML'
production:
  adapter: postgresql
  database: redmine_bench
  host: 127.0.0.1
  username: postgres
  encoding: utf8
YAML
psql -h 127.0.0.1 -U postgres -qc "DROP DATABASE IF EXISTS redmine_bench"
psql -h 127.0.0.1 -U postgres -qc "CREATE DATABASE redmine_bench ENCODING 'UTF8' TEMPLATE template0"
seed=$(cd "$(dirname "$0")" && pwd)/redmine_seed.rb
cd /usr/share/redmine
export RAILS_ENV=production REDMINE_LANG=en X_DEBIAN_SITEID=default ISSUES="${ISSUES:-120}"
bundle exec rake db:migrate >/dev/null
bundle exec rake redmine:load_default_data >/dev/null
bundle exec rails runner -e production "$seed" | tail -1 >/tmp/redmine-bench.json
head -c 200 /tmp/redmine-bench.json
