# Runs a program as a container would: as a user without rights, on a root file system that cannot be written, with
# /data as the only exception. For `unshare --mount`, so that all of it is gone with the program.
# confine.sh ROOT APP NODE DATA SECRETS UID PROGRAM [ARGUMENT…]
set -eu
root=$1 app=$2 node=$3 data=$4 secrets=$5 uid=$6
shift 6

mount -t tmpfs -o mode=755 root "$root"
bind() { # bind FROM TO [OPTION]
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")" && touch "$root$2"; fi
  mount --bind "$1" "$root$2"
  mount -o "remount,bind,${3:-ro}" "$root$2"
}
for each in /usr /bin /sbin /lib /lib64 /etc; do
  if [ -L "$each" ]; then cp -P "$each" "$root$each"; elif [ -d "$each" ]; then bind "$each" "$each"; fi
done
for each in /dev/null /dev/random /dev/urandom; do bind "$each" "$each" rw; done
mkdir "$root/proc"
mount -t proc -o ro proc "$root/proc"
# Its parts, because the folder itself may be closed to others.
for each in "$app"/*; do bind "$each" "/app/${each##*/}"; done
bind "$node" /node
bind "$secrets" /run/secrets
bind "$data" /data rw
mount -o remount,ro "$root"

exec chroot "$root" /usr/bin/setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all "$@"
