#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes a Debian 12 machine able to build, test and demonstrate psyfit-deploy: packages, a Docker
# Engine that answers, the image of kamal-proxy, the load generator. Does only what is missing, so
# a second run takes well under a second.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here proxy_image="basecamp/kamal-proxy:v0.9.2"
readonly proxy_module="github.com/basecamp/kamal-proxy" proxy_version="v0.9.2"
readonly load_module="github.com/tsenart/vegeta/v12" load_version="v12.13.0"
readonly lint_module="github.com/rhysd/actionlint" lint_version="v1.7.12"
readonly runner_module="github.com/nektos/act" runner_version="v0.2.82"
readonly storage_module="github.com/versity/versitygw" storage_version="v1.8.0"
readonly go_needed="1.25.5" go_toolchain="1.26.8"
readonly cache="${DEPLOY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/psyfit-deploy}"

readonly build_packages=(
    git cmake ninja-build g++ pkg-config libboost1.81-dev libboost-json1.81-dev
    libboost-system1.81-dev libboost-filesystem1.81-dev libcurl4-openssl-dev libgit2-dev libssl-dev
    zlib1g-dev libzstd-dev
    libspdlog-dev libcli11-dev doctest-dev ca-certificates curl jq)
readonly test_packages=(
    clang-format-16 clang-tidy-16 ccache shellcheck openssh-client openssl ruby
    python3-aiosmtpd systemd tzdata iproute2)
# Servers that tests run in containers of their own: unpacked into the cache, never installed, so
# that none of them starts on this machine.
readonly server_packages=(postgresql-15 redis-server nginx-light)
readonly fuzz_packages=(clang-16 libclang-rt-16-dev llvm-16 valgrind)
readonly coverage_packages=(gcovr)

scope=all
fuzz=no
coverage=no
scratch=""

usage() {
    cat <<'TEXT'
usage: cmake/bootstrap.sh [--build-only | --compile-only] [--fuzz] [--coverage]

Installs what is missing to build, test and demonstrate psyfit-deploy on Debian 12.

  --build-only     without the tools that only the tests use (compiler checks, sshd)
  --compile-only   what compiling takes and nothing else: no engine, no images
  --fuzz           also the compiler that tests/fuzz/run.sh uses, and valgrind
  --coverage       also what tests/coverage.sh counts with
  --help           this text

DEPLOY_CACHE names the folder for the programs that are built here
(default: ~/.cache/psyfit-deploy).
TEXT
}

say() { printf 'bootstrap: %s\n' "$*"; }
warn() { printf 'bootstrap: %s\n' "$*" >&2; }
die() {
    warn "$*"
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "'$1' needs root: run this as root, or install sudo"
    fi
}

check_system() {
    local id version
    id=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
    version=$(sed -n 's/^VERSION_ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
    [ "$id" = debian ] && [ "$version" = 12 ] && return
    die "this is ${id:-an unknown system} ${version}, made and tested for is Debian 12;" \
        "elsewhere install these by hand: ${build_packages[*]} ${test_packages[*]} docker.io"
}

# Packages --------------------------------------------------------------------------------------

missing_packages() {
    local known
    known=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    local package
    for package in "$@"; do
        grep -qx -- "$package installed" <<<"$known" || printf '%s\n' "$package"
    done
}

lists_read=no
install_packages() {
    if [ "$lists_read" = no ]; then
        say "reading the package lists"
        as_root apt-get update -qq >/dev/null || die "apt-get update failed: is the network there?"
        lists_read=yes
    fi
    say "installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL="${service_level:-2}" \
        apt-get install -y -qq --no-install-recommends "$@" >"$scratch/apt.log" 2>&1 || {
        tail -n 20 "$scratch/apt.log" >&2
        die "apt-get install failed; its last lines are above"
    }
}

provide_packages() {
    local wanted=("${build_packages[@]}") missing
    [ "$scope" != all ] || wanted+=("${test_packages[@]}")
    [ "$fuzz" = no ] || wanted+=("${fuzz_packages[@]}")
    [ "$coverage" = no ] || wanted+=("${coverage_packages[@]}")
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    [ "${#missing[@]}" -eq 0 ] || install_packages "${missing[@]}"
}

# install_asleep PACKAGE SERVICE [SOCKET]: installs a package that would start a service for the
# whole machine, which nobody asked for, without its being started or enabled.
install_asleep() {
    local package=$1 systemd=no
    shift
    [ ! -d /run/systemd/system ] || systemd=yes
    [ "$systemd" = no ] || as_root systemctl mask --runtime --quiet "$@" || true
    service_level=1 install_packages "$package"
    [ "$systemd" = no ] || {
        as_root systemctl unmask --runtime --quiet "$@"
        as_root systemctl disable --quiet "$1"
    }
}

# The tests start an sshd of their own on a loopback port, and use the crontab program alone.
provide_services() {
    [ -x /usr/sbin/sshd ] || install_asleep openssh-server ssh.service ssh.socket
    [ -x /usr/bin/crontab ] || install_asleep cron cron.service
}

# Docker ----------------------------------------------------------------------------------------

engine_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

wait_for_engine() {
    local i
    for ((i = 0; i < 150; i++)); do
        ! engine_answers || return 0
        sleep 0.2
    done
    return 1
}

start_engine() {
    if [ -d /run/systemd/system ]; then
        say "starting the Docker Engine (systemctl start docker)"
        as_root systemctl start docker || true
    else
        say "starting the Docker Engine (dockerd, its log is /var/log/dockerd.log)"
        # shellcheck disable=SC2016 # expanded by the inner shell
        as_root sh -c 'setsid nohup dockerd </dev/null >>/var/log/dockerd.log 2>&1 &'
    fi
}

provide_engine() {
    ! engine_answers || return 0
    if docker version 2>&1 | grep -qi 'permission denied'; then
        die "the Docker socket refuses $(id -un): run this with sudo, or join the group docker"
    fi
    if ! command -v dockerd >/dev/null && [ ! -x /usr/sbin/dockerd ]; then
        local packages=(docker.io)
        # Where the kernel has AppArmor on, the engine needs its parser to start a container.
        ! grep -qs Y /sys/module/apparmor/parameters/enabled || packages+=(apparmor)
        install_packages "${packages[@]}"
    fi
    engine_answers || start_engine
    wait_for_engine || {
        docker version 2>&1 | grep -qi 'permission denied' &&
            die "the Docker socket refuses $(id -un): run this with sudo, or join the group docker"
        die "no Docker Engine answers: $(docker version 2>&1 | tail -n 1)"
    }
}

# Programs that come as Go modules ----------------------------------------------------------------

go_is_new_enough() {
    local version
    version=$("$1" version 2>/dev/null | sed -n 's/^go version go\([0-9.]*\).*/\1/p')
    [ -n "$version" ] && printf '%s\n%s\n' "$go_needed" "$version" | sort -C -V
}

existing_go() {
    local candidate
    for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
        [ -x "$candidate" ] || continue
        printf '%s\n' "$candidate"
    done
}

# A Go that is too old still fetches the module that holds a new one.
fetch_go() {
    local old=$1 platform folder
    platform="linux-$(dpkg --print-architecture)"
    mkdir -p "$scratch/toolchain"
    (cd "$scratch/toolchain" && printf 'module bootstrap\n' >go.mod &&
        GOFLAGS=-modcacherw GOPATH="$scratch/go" "$old" mod download -json \
            "golang.org/toolchain@v0.0.1-go$go_toolchain.$platform" >download.json \
            2>"$scratch/go.log") || return 1
    folder=$(sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p' "$scratch/toolchain/download.json")
    [ -d "$folder" ] || return 1
    # A module zip carries no execute bits.
    chmod +x "$folder"/bin/* "$folder"/pkg/tool/*/*
    printf '%s\n' "$folder/bin/go"
}

go_program=""
find_go() {
    [ -z "$go_program" ] || return 0
    local candidate old=""
    while read -r candidate; do
        if go_is_new_enough "$candidate"; then
            go_program=$candidate
            return 0
        fi
        old=${old:-$candidate}
    done < <(existing_go)
    if [ -z "$old" ]; then
        install_packages golang-go
        old=$(existing_go | head -n 1)
    fi
    say "fetching Go $go_toolchain through the module proxy (what is here is older than $go_needed)"
    go_program=$(fetch_go "$old") || {
        warn "no Go of $go_needed or newer: $(tail -n 1 "$scratch/go.log" 2>/dev/null)"
        return 1
    }
}

# go_build MODULE VERSION PACKAGE OUTPUT. As a requirement of an empty module first: that asks the
# module proxy for this one version only, where `go install` may also ask for the list of them.
go_build() {
    local module=$1 version=$2 package=$3 output=$4
    local settings=(GOTOOLCHAIN=local CGO_ENABLED=0 GOPATH="$scratch/go" GOCACHE="$scratch/go-build")
    mkdir -p "$scratch/module"
    printf 'module bootstrap\n\ngo %s\n\nrequire %s %s\n' "$go_needed" "$module" "$version" \
        >"$scratch/module/go.mod"
    rm -f "$scratch/module/go.sum"
    (cd "$scratch/module" && env "${settings[@]}" GOFLAGS=-modcacherw "$go_program" build \
        -mod=mod -trimpath -o "$output" "$package") >"$scratch/go.log" 2>&1 && return 0
    env "${settings[@]}" GOFLAGS=-modcacherw GOBIN="$(dirname "$output")" "$go_program" install \
        -trimpath "$package@$version" >>"$scratch/go.log" 2>&1
}

# provide_program NAME MODULE VERSION PACKAGE: builds it into the cache unless it is there.
provide_program() {
    local name=$1 module=$2 version=$3 package=$4
    [ ! -x "$cache/bin/$name-$version" ] || return 0
    find_go || return 1
    say "building $name $version with $("$go_program" version | cut -d' ' -f3)"
    mkdir -p "$cache/bin" "$scratch/bin"
    go_build "$module" "$version" "$package" "$scratch/bin/$name" || {
        warn "building $name failed: $(tail -n 1 "$scratch/go.log")"
        return 1
    }
    mv "$scratch/bin/$name" "$cache/bin/$name-$version"
    ln -sf "$name-$version" "$cache/bin/$name"
}

provide_load_generator() {
    provide_program vegeta "$load_module" "$load_version" "$load_module" ||
        warn "SKIPPED: vegeta $load_version is not to be had, so nothing is measured under load"
}

provide_workflow_linter() {
    provide_program actionlint "$lint_module" "$lint_version" "$lint_module/cmd/actionlint" ||
        warn "SKIPPED: actionlint $lint_version is not to be had, so no workflow is checked"
}

provide_workflow_runner() {
    provide_program act "$runner_module" "$runner_version" "$runner_module" ||
        warn "SKIPPED: act $runner_version is not to be had, so no workflow is run"
}

provide_storage() {
    provide_program versitygw "$storage_module" "$storage_version" "$storage_module/cmd/versitygw" ||
        warn "SKIPPED: versitygw $storage_version is not to be had, so no copy of a backup is tested"
}

# Servers of the tests ---------------------------------------------------------------------------

unpack_servers() {
    local debs="$scratch/debs" to="$scratch/servers" deb
    mkdir -p "$debs/partial" "$to"
    as_root apt-get install -y -qq --no-install-recommends --reinstall --download-only \
        -o "Dir::Cache::archives=$debs" "${server_packages[@]}" >"$scratch/apt.log" 2>&1 || return 1
    for deb in "$debs"/*.deb; do
        dpkg-deb --extract "$deb" "$to" || return 1
    done
    rm -rf "$cache/servers"
    mkdir -p "$cache"
    printf '%s\n' "${server_packages[*]}" >"$to/packages"
    mv "$to" "$cache/servers"
}

provide_servers() {
    [ "$(cat "$cache/servers/packages" 2>/dev/null)" != "${server_packages[*]}" ] || return 0
    say "unpacking ${server_packages[*]} for the tests"
    [ "$lists_read" = yes ] || as_root apt-get update -qq >/dev/null || true
    unpack_servers || warn "SKIPPED: ${server_packages[*]} cannot be had ($(tail -n 1 \
        "$scratch/apt.log")), so what needs them is not tested"
}

# provide_server KIND IMAGE
provide_server() {
    ! docker image inspect "$2" >/dev/null 2>&1 || return 0
    say "making $2"
    "$here/../tests/servers/images.sh" "$cache/servers" "$1" "$2" >"$scratch/docker.log" 2>&1 ||
        warn "SKIPPED: $2 cannot be made ($(tail -n 1 "$scratch/docker.log"))"
}

provide_server_images() {
    [ -f "$cache/servers/packages" ] || return 0
    provide_server postgres psyfit-deploy/test-postgres:15
    provide_server redis psyfit-deploy/test-redis:7
}

# The proxy's image -------------------------------------------------------------------------------

# The program alone, at the place and with the folders that the published image has.
import_proxy_image() {
    local context="$scratch/image" root="$scratch/image/root"
    mkdir -p "$root/usr/local/bin" "$root/tmp" "$root/home/kamal-proxy/.config/kamal-proxy"
    chmod 1777 "$root/tmp"
    cp "$cache/bin/kamal-proxy" "$root/usr/local/bin/kamal-proxy"
    printf '%s\n' 'FROM scratch' 'COPY root/ /' 'ENV PATH=/usr/local/bin HOME=/home/kamal-proxy' \
        'LABEL org.opencontainers.image.title=kamal-proxy' \
        "LABEL org.opencontainers.image.version=$proxy_version" 'EXPOSE 80 443' \
        'CMD ["kamal-proxy", "run"]' >"$context/Dockerfile"
    docker build -q -t "$proxy_image" "$context" >"$scratch/docker.log" 2>&1 &&
        docker run --rm --network none "$proxy_image" kamal-proxy deploy --help \
            >"$scratch/docker.log" 2>&1
}

provide_proxy_image() {
    ! docker image inspect "$proxy_image" >/dev/null 2>&1 || return 0
    say "pulling $proxy_image"
    ! timeout 120 docker pull -q "$proxy_image" >/dev/null 2>&1 || return 0
    say "it cannot be pulled here: building kamal-proxy $proxy_version from its Go module"
    if provide_program kamal-proxy "$proxy_module" "$proxy_version" "$proxy_module/cmd/kamal-proxy"
    then
        say "making $proxy_image from scratch"
        ! import_proxy_image || return 0
        warn "making the image failed: $(tail -n 1 "$scratch/docker.log")"
    fi
    warn "SKIPPED: $proxy_image can be neither pulled nor built here, so the demo and every test" \
        "that needs the real proxy cannot run"
}

# ------------------------------------------------------------------------------------------------

read_options() {
    local option
    for option in "$@"; do
        case $option in
        --build-only) scope=build ;;
        --compile-only) scope=compile ;;
        --fuzz) fuzz=yes ;;
        --coverage) coverage=yes ;;
        --help | -h)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
        esac
    done
}

# All but packages.
provide_surroundings() {
    [ "$scope" = build ] || provide_services
    provide_engine
    provide_proxy_image
    provide_load_generator
    provide_workflow_linter
    [ "$scope" = build ] || {
        provide_servers
        provide_server_images
        provide_storage
        provide_workflow_runner
    }
}

main() {
    read_options "$@"
    check_system
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/psyfit-bootstrap.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    provide_packages
    [ "$scope" = compile ] || provide_surroundings
    say "ready"
}

main "$@"
