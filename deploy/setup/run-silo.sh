#!/usr/bin/env bash
# Starts the silo for trying it out: an API key and a site with a webhook key, both made for this run and printed.
set -euo pipefail
cd "$(dirname "$0")/../.."

silo=(dotnet silo/bin/Release/net10.0/silo.dll)
url=${Urls:-http://127.0.0.1:5080}
site=${SITE:-campus}

# new_key: sets key and hash
new_key() {
    local made
    made=$("${silo[@]}" key new --name run)
    key=$(grep -oE 'mgk_[A-Za-z0-9_-]+' <<< "$made" | head -n 1)
    hash=$(grep -oE 'sha256:[0-9a-f]{64}' <<< "$made" | head -n 1)
}

export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
export ASPNETCORE_ENVIRONMENT=$DOTNET_ENVIRONMENT

new_key
export ApiKeys__run__Hash=$hash
export ApiKeys__run__Scopes__0='read:*'
echo "API key of this run: $key"
echo "  curl -H 'Authorization: Bearer $key' $url/api/v1/sites"

new_key
export "Sites__${site}__Webhooks__Key=$hash"
echo "Webhooks of the site '$site': $url/hooks/$site/$key"

exec "${silo[@]}" serve "--Urls=$url"
