#!/bin/sh
# Puts MESSAGE and VERSION into the page as text, whatever they hold: sed reads them as files, which it neither
# interprets nor searches again, where a replacement would trip over "/", "&" and line breaks.
set -eu

as_html() {
  printf '%s\n' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

as_html "$MESSAGE" > /tmp/message
as_html "${VERSION:+Version $VERSION}" > /tmp/version
sed -e '/^MESSAGE$/{r /tmp/message' -e 'd' -e '}' -e '/^VERSION$/{r /tmp/version' -e 'd' -e '}' "$1"
rm /tmp/message /tmp/version
